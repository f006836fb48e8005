Console.WriteLine("handler");
