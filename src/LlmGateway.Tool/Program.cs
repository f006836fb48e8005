Console.WriteLine("tool");
