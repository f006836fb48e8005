namespace LlmGateway.Constructs;

/// <summary>What a new chat starts with; people can change each.</summary>
public sealed record ChatDefaults
{
    /// <summary>Name of a model of the gateway. Default: the first.</summary>
    public string? Model { get; init; }

    /// <summary>0 to 1. Default: the model's own in the gateway.</summary>
    public double? Temperature { get; init; }

    /// <summary>Most tokens of an answer. Default: the model's own in the gateway.</summary>
    public int? MaxTokens { get; init; }

    internal void Validate(Mistakes mistakes, string property, IReadOnlyList<string> models)
    {
        mistakes.Check($"{property}.{nameof(Model)}", Model is null || models.Contains(Model), $"is '{Model}', which the gateway does not offer", $"Use one of {string.Join(", ", models)}");
        mistakes.Check($"{property}.{nameof(Temperature)}", Temperature is null or (>= 0 and <= 1), $"is {Temperature}", "Use 0 to 1");
        mistakes.Check($"{property}.{nameof(MaxTokens)}", MaxTokens is null or > 0, $"is {MaxTokens}", "Use 1 or more");
    }
}
