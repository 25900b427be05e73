print("whole")
