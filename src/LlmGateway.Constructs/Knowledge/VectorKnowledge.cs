using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Passages that are found by what they mean: the question becomes a vector, and the passages near it are shown.</summary>
public abstract record VectorKnowledge : Knowledge
{
    private readonly Model _embeddingModel;

    private protected VectorKnowledge(string kind, Model embeddingModel) : base(kind) => _embeddingModel = embeddingModel;

    /// <summary>Length of the vectors. Default: the embedding model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>
    /// The field whose value is a passage's scope; the request's must equal it. Default: <c>node_id</c>. Null: passages belong to no scope, and who may read
    /// them may read all.
    /// </summary>
    public string? ScopeField { get; init; } = "node_id";

    /// <summary>The field that models and callers are shown. Default: <c>text</c>.</summary>
    public string TextField { get; init; } = "text";

    /// <summary>The field of a passage's title. Default: <c>title</c>; a passage may have none.</summary>
    public string TitleField { get; init; } = "title";

    /// <summary>The field that says where the whole stands. Default: <c>uri</c>; a passage may have none.</summary>
    public string UriField { get; init; } = "uri";

    /// <summary>What the vector's field is called; null where the store has no name for it.</summary>
    private protected virtual string? VectorName => null;

    internal override void Validate(Mistakes mistakes, string property, GatewayAuthorization? authorization)
    {
        base.Validate(mistakes, property, authorization);
        _embeddingModel.Validate(mistakes, $"{property}.EmbeddingModel");
        if (_embeddingModel is BedrockModel && !Token.IsUnresolved(_embeddingModel.Id) && !_embeddingModel.Id.StartsWith("arn:", StringComparison.Ordinal))
            mistakes.Check($"{property}.EmbeddingModel", EmbeddingModels.Includes(_embeddingModel.Id), $"is '{_embeddingModel.Id}', which makes no vectors", "Use a model such as \"amazon.titan-embed-text-v2:0\", the one that made the passages' vectors");
        mistakes.Check($"{property}.{nameof(Dimensions)}", Dimensions is null or (>= 1 and <= 4096), $"is {Dimensions}", "Use 1 to 4096, as the index has it");
        mistakes.Check($"{property}.{nameof(ScopeField)}", ScopeField is null || !string.IsNullOrWhiteSpace(ScopeField), "is blank", "Name the field, or say null where passages belong to no scope");
        mistakes.Check($"{property}.{nameof(TextField)}", !string.IsNullOrWhiteSpace(TextField), "is blank", "Name the field that holds the passage");
    }

    private protected VectorSourceDocument Vectors() => new()
    {
        Embedding = _embeddingModel.ToDocument() with { Temperature = null, MaxTokens = null, Price = null },
        Dimensions = Dimensions,
        Fields = new PassageFields { Text = TextField, Title = TitleField, Uri = UriField, Scope = ScopeField } is var fields && VectorName is { } name ? fields with { Vector = name } : fields,
    };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack) => _embeddingModel.Statements(stack, streamedOnly: true);
}
