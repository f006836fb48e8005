namespace LlmGateway.Core.Knowledge;

/// <summary>A piece of knowledge, as its source has it.</summary>
/// <param name="Text">What the model may read.</param>
internal sealed record Passage(string Text)
{
    /// <summary>To show; null: it has none.</summary>
    public string? Title { get; init; }

    /// <summary>Where the whole stands; null: nowhere that a client could look.</summary>
    public string? Uri { get; init; }

    /// <summary>The scope that the record itself says it is of; null: the source has no scopes.</summary>
    public string? Scope { get; init; }
}
