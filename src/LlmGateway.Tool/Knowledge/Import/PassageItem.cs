using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>A passage on its way into a vector store.</summary>
/// <param name="Id">The same for every import of the same passage.</param>
/// <param name="File">Where it comes from.</param>
/// <param name="Line">Where it begins there.</param>
/// <param name="Text">What is read, and what its vector is made of.</param>
internal sealed record PassageItem(string Id, string File, long Line, string Text) : ImportItem(Id, System.Text.Encoding.UTF8.GetBytes(Text), File, Line)
{
    public string? Title { get; init; }
    public string? Uri { get; init; }

    /// <summary>Null: the store has no scopes.</summary>
    public string? Scope { get; init; }

    /// <summary>Null: it has to be made.</summary>
    public float[]? Vector { get; set; }
}
