using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams;

/// <summary>What the operator set for a model, as members of a request that is copied: they stand for what its client left open.</summary>
/// <param name="Temperature">Null: not set, or the model takes none.</param>
/// <param name="MaxTokens">Null: not set.</param>
/// <param name="LimitName">The protocol's name of <paramref name="MaxTokens"/>.</param>
internal sealed record OperatorDefaults(double? Temperature, int? MaxTokens, string LimitName)
{
    /// <returns>Null: not set, or the model takes none.</returns>
    public static double? TemperatureOf(CatalogModel model) => model.Abilities.Sampling ? model.Temperature : null;

    /// <returns>Null: the operator set nothing.</returns>
    public static OperatorDefaults? Of(UpstreamCall call)
    {
        var model = call.Model;
        var temperature = TemperatureOf(model);
        if (temperature is null && model.MaxTokens is null) return null;
        return new OperatorDefaults(temperature, model.MaxTokens, call.Protocol switch
        {
            WireProtocol.OpenAiResponses => "max_output_tokens",
            WireProtocol.OpenAiChat when model.Abilities.MaxCompletionTokens => "max_completion_tokens",
            _ => "max_tokens",
        });
    }
}
