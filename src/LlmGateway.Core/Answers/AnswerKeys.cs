namespace LlmGateway.Core.Answers;

/// <summary>Where the answers to one question may be.</summary>
/// <param name="Own">Of answers that models gave: this caller's, or everybody's where the cache is shared.</param>
/// <param name="Imported">Of answers that operators put in, the most specific first: for this caller before for all, for this model before for any.</param>
internal sealed record AnswerKeys(string Own, IReadOnlyList<string> Imported)
{
    /// <summary>Where questions in other words are looked for: this caller's own, where his question is kept, before those of imported answers. Empty: nowhere.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>All to read, each once.</summary>
    public IEnumerable<string> All => Imported.Contains(Own) ? Imported : Imported.Append(Own);
}
