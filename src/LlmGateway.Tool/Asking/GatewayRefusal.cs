using LlmGateway.Client;

namespace LlmGateway.Tool.Asking;

/// <summary>A gateway's refusal as one sentence, with the way out where there is a usual one.</summary>
internal static class GatewayRefusal
{
    public static string Tell(GatewayException refusal, GatewayPlace place)
    {
        var told = refusal.Message.EndsWith('.') ? refusal.Message : refusal.Message + ".";
        var text = refusal.Code switch
        {
            _ when GatewayPlace.IsRefusedBy(refusal) => $"{told} It was asked by {place.Identity}. {GatewayPlace.SignInHint}",
            "404" => $"{told} Is {place.Url} the gateway's address, its stage included?",
            _ when refusal.RetryAfter is { } after => $"{told} Try again in {Math.Ceiling(after.TotalSeconds)} s.",
            _ => told,
        };
        return string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
