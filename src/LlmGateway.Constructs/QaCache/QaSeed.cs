using Constructs;

namespace LlmGateway.Constructs;

/// <summary>
/// Answers that are deployed with the stack: a file that travels as an asset, and is imported whenever its content changes. A file with a mistake fails the
/// deployment, with line and reason, before any of it is imported. What is taken out of the file stays in the table until it expires or is deleted.
/// </summary>
public sealed record QaSeed
{
    private static readonly string[] Endings = [".csv", ".json", ".jsonl", ".ndjson"];

    private QaSeed(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// A CSV file with the columns <c>question,answer[,scope,model,expires]</c>, or JSON, a list or an object a line, with the same members. For up to about a million
    /// rows: the import must be done in 15 minutes. More go in by <see cref="QaCacheProps.ImportFromS3"/>.
    /// </summary>
    /// <param name="path">Absolute, or from the folder that the app runs in.</param>
    public static QaSeed FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new QaSeed(path);
    }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check(property, File.Exists(Path), $"is the file {Path}, which does not exist", $"The path is taken from {Directory.GetCurrentDirectory()}; name it absolutely, or from there");
        mistakes.Check(property, Endings.Contains(System.IO.Path.GetExtension(Path).ToLowerInvariant()), $"is the file {Path}", $"Use one of {string.Join(", ", Endings)}");
    }
}
