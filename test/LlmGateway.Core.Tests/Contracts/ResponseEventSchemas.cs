namespace LlmGateway.Core.Tests.Contracts;

/// <summary>The schema of each event that this gateway makes.</summary>
internal static class ResponseEventSchemas
{
    public static string OpenAi(string type) => type switch
    {
        "error" => "ResponseErrorEvent",
        "response.output_text.delta" => "ResponseTextDeltaEvent",
        "response.output_text.done" => "ResponseTextDoneEvent",
        _ => $"Response{Camel(type)}Event",
    };

    public static string OpenResponses(string type) => type switch
    {
        "error" => "ErrorStreamingEvent",
        "response.reasoning_summary_text.delta" => "ResponseReasoningSummaryDeltaStreamingEvent",
        "response.reasoning_summary_text.done" => "ResponseReasoningSummaryDoneStreamingEvent",
        _ => $"Response{Camel(type)}StreamingEvent",
    };

    private static string Camel(string type) =>
        string.Concat(type["response.".Length..].Split('.', '_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
