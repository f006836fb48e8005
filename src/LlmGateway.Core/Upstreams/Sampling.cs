using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams;

/// <summary>Temperature and its kin, as a model takes them. Null: not sent.</summary>
internal readonly record struct Sampling(double? Temperature, double? TopP, int? TopK)
{
    /// <summary>While Claude thinks, it takes no less.</summary>
    private const double LeastTopPWhileThinking = 0.95;

    /// <summary>What of the request the model takes; what it does not is named in <see cref="UpstreamCall.Dropped"/>.</summary>
    /// <param name="call">The request, and the catalog's defaults.</param>
    /// <param name="can">The model's abilities.</param>
    /// <param name="thinking">It thinks this time.</param>
    /// <param name="most">The end of the upstream's scale of temperatures.</param>
    /// <param name="both">It takes temperature and top_p in one request.</param>
    public static Sampling Of(UpstreamCall call, Abilities can, Thinking? thinking, double most, bool both)
    {
        var request = call.Request;
        if (!can.Sampling || thinking is { IsUnlimited: true })
            return new(Drop(call, request.Temperature, "temperature"), Drop(call, request.TopP, "top_p"), Drop(call, request.TopK, "top_k"));
        if (thinking is { IsClaude: true })
        {
            var fits = request.TopP >= LeastTopPWhileThinking;
            return new(request.Temperature == 1 ? null : Drop(call, request.Temperature, "temperature"), fits ? request.TopP : Drop(call, request.TopP, "top_p"), Drop(call, request.TopK, "top_k"));
        }
        // OpenAI's scale ends at 2, others' at 1.
        if (request.Temperature > most) call.Dropped.Add("temperature");
        // Who asks for top_p alone does not want our default temperature beside it.
        double? temperature = request.Temperature is { } given ? Math.Min(given, most) : request.TopP is null ? call.Model.Temperature : null;
        var topP = request.Temperature is null || both ? request.TopP : Drop(call, request.TopP, "top_p");
        return new(temperature, topP, can.TopK is null ? Drop(call, request.TopK, "top_k") : request.TopK);
    }

    private static T? Drop<T>(UpstreamCall call, T? value, string name) where T : struct
    {
        if (value is not null) call.Dropped.Add(name);
        return null;
    }
}
