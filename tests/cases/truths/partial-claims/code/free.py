print("free")
