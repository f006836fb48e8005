using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Passages of a knowledge base of Bedrock: see <see cref="Knowledge.FromBedrockKnowledgeBase"/>.</summary>
public sealed record BedrockKnowledge : Knowledge
{
    private readonly string _id;

    internal BedrockKnowledge(string id) : base("knowledge-base") => _id = id;

    /// <summary>
    /// The metadata attribute whose value is a passage's scope; the request's must equal it. Default: <c>node_id</c>. Null: passages belong to no scope, and who
    /// may read them may read all.
    /// </summary>
    public string? ScopeField { get; init; } = "node_id";

    internal override void Validate(Mistakes mistakes, string property, GatewayAuthorization? authorization)
    {
        base.Validate(mistakes, property, authorization);
        mistakes.Check(property, Token.IsUnresolved(_id) || _id is { Length: > 0 and <= 10 } && _id.All(char.IsAsciiLetterOrDigit), $"'{_id}' is no id of a knowledge base", "Use the id that Bedrock shows, such as \"ABCDE12345\"");
        mistakes.Check($"{property}.{nameof(ScopeField)}", ScopeField is null || !string.IsNullOrWhiteSpace(ScopeField), "is blank", "Name the attribute, or say null where passages belong to no scope");
    }

    internal override KnowledgeDocument ToDocument(GatewayCallers callers) => base.ToDocument(callers) with { KnowledgeBase = new KnowledgeBaseSourceDocument { Id = _id, ScopeField = ScopeField } };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack) =>
        [Permissions.Allow(Permissions.Retrieve, $"arn:{stack.Partition}:bedrock:{stack.Region}:{stack.Account}:knowledge-base/{_id}")];
}
