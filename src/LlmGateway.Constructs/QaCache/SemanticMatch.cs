using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// Lets a question that asks the same in other words have the same answer. Nearness alone takes "node 41" for "node 42" and "Europe" for "Asia", so both
/// questions must also have the same numbers, names and negations. Each question that is not in the cache word for word costs a call to the embedding model.
/// </summary>
/// <param name="EmbeddingModel">Makes vectors of questions, such as <c>BedrockModel.Of("amazon.titan-embed-text-v2:0")</c>. It need not be one that clients may use.</param>
/// <param name="Threshold">
/// The cosine of two questions from which on they may be the same, above 0.5 and up to 1. It differs by model: begin high (0.9), look at <c>x-llm-gateway-cache-distance</c> and the
/// matched questions, then lower it.
/// </param>
/// <param name="Store">Where vectors are kept. Default: <see cref="SemanticStore.InTable"/>.</param>
public sealed record SemanticMatch(Model EmbeddingModel, double Threshold, SemanticStore? Store = null)
{
    /// <summary>Length of the vectors, where the model can make several. Default: the model's own. Shorter ones cost less to keep and to read.</summary>
    public int? Dimensions { get; init; }

    internal bool IsInTable => KeptIn is TableSemanticStore;

    private SemanticStore KeptIn => Store ?? SemanticStore.InTable();

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(EmbeddingModel)}", EmbeddingModel is not null, "is null", "Name a model that makes vectors, such as amazon.titan-embed-text-v2:0");
        EmbeddingModel?.Validate(mistakes, $"{property}.{nameof(EmbeddingModel)}");
        mistakes.Check($"{property}.{nameof(EmbeddingModel)}", EmbeddingModel is null || MakesVectors(EmbeddingModel), $"'{EmbeddingModel?.Id}' makes no vectors", "Use one that does, such as amazon.titan-embed-text-v2:0 or cohere.embed-multilingual-v3");
        mistakes.Check($"{property}.{nameof(Threshold)}", Threshold is > 0.5 and <= 1, $"is {Threshold.ToString(CultureInfo.InvariantCulture)}", "Use more than 0.5, and 1 at most; 0.9 is a careful beginning");
        mistakes.Check($"{property}.{nameof(Dimensions)}", Dimensions is null or (> 0 and <= 4096), $"is {Dimensions}", "Use a length that the model makes, 4096 at most");
        KeptIn.Validate(mistakes, $"{property}.{nameof(Store)}");
    }

    internal NearDocument ToDocument() => KeptIn.Fill(new NearDocument
    {
        Model = EmbeddingModel.ToDocument(), Threshold = Threshold, Dimensions = Dimensions, MostQuestions = SemanticStore.DefaultMost, RefreshSeconds = SemanticStore.DefaultRefresh,
    });

    /// <summary>What a function needs that makes vectors and keeps them.</summary>
    internal IEnumerable<PolicyStatement> Statements(Stack stack) => [.. EmbeddingModel.Statements(stack, streamedOnly: true), .. KeptIn.Statements()];

    /// <summary>Of an application profile the id says nothing.</summary>
    private static bool MakesVectors(Model model) => model switch
    {
        BedrockModel => Token.IsUnresolved(model.Id) || (model.Id ?? "").StartsWith("arn:", StringComparison.Ordinal) || EmbeddingModels.Includes(model.Id ?? ""),
        AnthropicModel => false,
        _ => true,
    };
}
