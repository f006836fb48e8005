using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Passages that a function of yours finds: see <see cref="Knowledge.FromFunction"/>.</summary>
public sealed record FunctionKnowledge : Knowledge
{
    private readonly IFunction _function;

    internal FunctionKnowledge(IFunction function) : base("function") => _function = function;

    /// <summary>
    /// Whether the function is asked for one scope's passages, and only in the name of callers who may read it. Default: yes. No: it has the same for all, and
    /// who may read it may read all.
    /// </summary>
    public bool Scoped { get; init; } = true;

    internal override KnowledgeDocument ToDocument(GatewayCallers callers) =>
        base.ToDocument(callers) with { Function = new FunctionSourceDocument { Arn = _function.FunctionArn, Unscoped = Scoped ? null : true } };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack) => [Permissions.Allow(Permissions.InvokeFunction, _function.FunctionArn)];
}
