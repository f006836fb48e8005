using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge;

/// <summary>A store of knowledge, with the limits of its part in a prompt and the rules of who may read it.</summary>
internal sealed class KnowledgeSource(KnowledgeDocument settings, IPassageFinder finder)
{
    private const int DefaultLimit = 8;
    private const int DefaultTokens = 1500;
    private const int DefaultDeadlineMs = 2000;

    private readonly ScopeRules _rules = new(settings.Scopes);

    public string Name => settings.Name;

    public bool IsScoped => finder.IsScoped;

    /// <summary>Tokens of all its passages at most.</summary>
    public int TokenBudget => settings.TokenBudget ?? DefaultTokens;

    public TimeSpan Deadline => TimeSpan.FromMilliseconds(settings.DeadlineMs ?? DefaultDeadlineMs);

    /// <param name="caller">Who asks.</param>
    /// <param name="scope">Of the request; null: it names none.</param>
    public bool MayBeReadBy(CallerIdentity caller, string? scope) => _rules.Allow(caller, IsScoped ? scope : null);

    /// <summary>Passages of this scope and no other, whatever the store says.</summary>
    public async Task<IReadOnlyList<Passage>> FindAsync(string question, string? scope, CancellationToken cancellationToken)
    {
        var found = await finder.FindAsync(new KnowledgeQuestion(question, IsScoped ? scope : null, settings.Limit ?? DefaultLimit), cancellationToken);
        return PassageBudget.Fit(IsScoped ? found.Where(passage => passage.Scope == scope) : found, settings.Limit ?? DefaultLimit, TokenBudget);
    }
}
