using System.Globalization;

namespace LlmGateway.Benchmarks.Answers;

/// <summary>A file of question-answer pairs of about half a kilobyte, gone when this is disposed.</summary>
internal sealed class PairsFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pairs-").FullName;

    public PairsFile(int count)
    {
        Path = System.IO.Path.Combine(_folder, "pairs.csv");
        using var file = new StreamWriter(Path);
        file.WriteLine("question,answer");
        for (var i = 0; i < count; i++) file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\"{Question(i)}\",\"{Answer(i)}\""));
    }

    public string Path { get; }

    public static string Question(int i) => string.Create(CultureInfo.InvariantCulture, $"What is the state of node {i}, and who looks after it?");

    public static string Answer(int i) => string.Create(CultureInfo.InvariantCulture, $"Node {i} is run by team {i % 97}. {string.Concat(Enumerable.Repeat("It is checked every night, and its reports are kept. ", 7))}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
