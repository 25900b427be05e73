/** Loads a script from its address, or says that it cannot. */
function tashikaLoad(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = () => failed(new Error("cannot load " + address));
    document.head.append(script);
  });
}
