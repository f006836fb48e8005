namespace LlmGateway.Core.Knowledge;

/// <summary>Finds passages in one store.</summary>
internal interface IPassageFinder
{
    /// <summary>Passages belong to scopes; a question without a scope finds none.</summary>
    bool IsScoped { get; }

    /// <summary>Passages for a question, the most useful first.</summary>
    Task<IReadOnlyList<Passage>> FindAsync(KnowledgeQuestion question, CancellationToken cancellationToken);
}

/// <summary>What passages are looked for.</summary>
/// <param name="Text">The caller's last question.</param>
/// <param name="Scope">Whose passages; null where the source has no scopes. The caller may read it: that was looked up before.</param>
/// <param name="Limit">Passages at most.</param>
internal sealed record KnowledgeQuestion(string Text, string? Scope, int Limit);
