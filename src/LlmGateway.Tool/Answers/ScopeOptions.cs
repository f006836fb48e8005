using System.CommandLine;
using LlmGateway.Core.Answers;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Answers;

/// <summary>The options that name a scope as callers and operators know it.</summary>
internal sealed class ScopeOptions
{
    private readonly Option<string?> _subject = new("--subject") { Description = "An identity, such as key:a1b2c3 or a role's ARN. Default: answers for all.", HelpName = "IDENTITY" };
    private readonly Option<string?> _scope = new("--scope") { Description = "What callers send as node_id or x-llm-gateway-scope.", HelpName = "SCOPE" };

    public void AddTo(Command command)
    {
        command.Options.Add(_subject);
        command.Options.Add(_scope);
    }

    public string? Subject(ParseResult arguments) => arguments.GetValue(_subject);

    public string? Scope(ParseResult arguments) => arguments.GetValue(_scope);

    public bool IsGiven(ParseResult arguments) => Subject(arguments) is not null || Scope(arguments) is not null;

    /// <summary>What the keys of the scope begin with; null: no scope is named.</summary>
    public string? Prefix(ParseResult arguments) =>
        IsGiven(arguments) ? QuestionKeys.Scope(Subject(arguments) ?? CacheScopes.Shared, Scope(arguments)) + "#" : null;
}
