using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Testing.RuntimeApi;

/// <summary>A failure that a handler reported.</summary>
/// <param name="HeaderType">From the header, or the trailer, <c>Lambda-Runtime-Function-Error-Type</c>.</param>
/// <param name="Body">The error as JSON.</param>
public sealed record ReportedError(string? HeaderType, JsonNode? Body)
{
    public string? Type => (string?)Body?["errorType"];

    public string? Message => (string?)Body?["errorMessage"];

    internal static async Task<ReportedError> ReadAsync(HttpRequest request)
    {
        using var text = new StreamReader(request.Body, Encoding.UTF8);
        return new(request.Headers["Lambda-Runtime-Function-Error-Type"], JsonNode.Parse(await text.ReadToEndAsync()));
    }

    /// <summary>What the trailers of a stream that broke say; null when it did not.</summary>
    internal static ReportedError? OfTrailers(HttpRequest request)
    {
        if (!request.SupportsTrailers()) return null;
        var type = request.GetTrailer("Lambda-Runtime-Function-Error-Type");
        var body = request.GetTrailer("Lambda-Runtime-Function-Error-Body");
        return type.Count == 0 ? null : new(type, JsonNode.Parse(Convert.FromBase64String(body.ToString())));
    }
}
