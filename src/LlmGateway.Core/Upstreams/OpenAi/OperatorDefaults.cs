using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>What the operator set for a model, as members of a request that is copied: they stand for what its client left open.</summary>
/// <param name="Temperature">Null: not set, or the model takes none.</param>
/// <param name="MaxTokens">Null: not set.</param>
/// <param name="LimitName">The protocol's name of <paramref name="MaxTokens"/>.</param>
internal sealed record OperatorDefaults(double? Temperature, int? MaxTokens, string LimitName)
{
    /// <returns>Null: the operator set nothing.</returns>
    public static OperatorDefaults? Of(UpstreamCall call)
    {
        var (model, can) = (call.Model, call.Model.Abilities);
        var temperature = can.Sampling ? model.Temperature : null;
        if (temperature is null && model.MaxTokens is null) return null;
        return new OperatorDefaults(temperature, model.MaxTokens, call.Protocol switch
        {
            WireProtocol.OpenAiResponses => "max_output_tokens",
            WireProtocol.OpenAiChat when can.MaxCompletionTokens => "max_completion_tokens",
            _ => "max_tokens",
        });
    }
}
