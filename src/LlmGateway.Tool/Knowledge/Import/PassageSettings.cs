using System.Globalization;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>What an operator says of the files: where passages belong, and how long they are.</summary>
internal sealed record PassageSettings
{
    /// <summary>The scope of rows that name none, and of documents.</summary>
    public string? Scope { get; init; }

    /// <summary>Members that together tell a record from others; none: <c>id</c> where there is one, or else all that it says.</summary>
    public IReadOnlyList<string> IdFields { get; init; } = [];

    /// <summary>The member that is a passage's text; null: all members are, a line each.</summary>
    public string? TextField { get; init; }

    public required TextChunks Chunks { get; init; }

    /// <summary>Of a part of a document: the same for every import of the same file.</summary>
    public static string IdOf(string file, int part) => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}#{part:0000}");
}
