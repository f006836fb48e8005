using LlmGateway.Core.Governance;
using LlmGateway.Core.Knowledge;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Knowledge;

/// <summary>A store that says what a test wants, and remembers what it was asked.</summary>
internal sealed class FakePassages(Func<KnowledgeQuestion, CancellationToken, Task<IReadOnlyList<Passage>>> find, bool scoped = true) : IPassageFinder
{
    public static readonly CallerIdentity North = new("user:n") { Groups = ["north"] };
    public static readonly CallerIdentity South = new("user:s") { Groups = ["south"] };

    private readonly List<KnowledgeQuestion> _asked = [];

    public bool IsScoped => scoped;
    public IReadOnlyList<KnowledgeQuestion> Asked => _asked;

    public Task<IReadOnlyList<Passage>> FindAsync(KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        _asked.Add(question);
        return find(question, cancellationToken);
    }

    /// <summary>A store with one passage of the asked scope for each text.</summary>
    public static FakePassages Of(params string[] texts) => new((question, _) => Task.FromResult<IReadOnlyList<Passage>>([.. texts.Select(text => new Passage(text) { Scope = question.Scope })]));

    /// <summary>The store as a source: north may read <c>node-1*</c>, south <c>node-2*</c>.</summary>
    public KnowledgeSource As(string name, Func<KnowledgeDocument, KnowledgeDocument>? change = null)
    {
        var settings = new KnowledgeDocument
        {
            Name = name,
            Scopes = [new ScopeDocument { Group = "north", Read = ["node-1*"] }, new ScopeDocument { Group = "south", Read = ["node-2*", "*"] }],
        };
        return new KnowledgeSource(change?.Invoke(settings) ?? settings, this);
    }
}
