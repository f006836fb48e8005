namespace LlmGateway.Core.Answers;

/// <summary>What a look into the table found.</summary>
/// <param name="Answer">Null: none that counts.</param>
/// <param name="Leased">Another request asks the model for it right now.</param>
/// <param name="Expected">How long that one expects the model to take; null: it does not know, or nobody asks.</param>
/// <param name="Kept">The item of the question's own key holds an answer, though it may not count.</param>
internal readonly record struct Lookup(CachedAnswer? Answer, bool Leased, TimeSpan? Expected, bool Kept)
{
    /// <summary>Who asks the model; null: nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>What that one has so far; null: nothing yet, or nobody waits for it.</summary>
    public SharedText? Shared { get; init; }
}
