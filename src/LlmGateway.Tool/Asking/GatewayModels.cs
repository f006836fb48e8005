using System.Text.Json;
using LlmGateway.Client;

namespace LlmGateway.Tool.Asking;

/// <summary>The models that a REST gateway has for a caller.</summary>
internal static class GatewayModels
{
    /// <exception cref="GatewayException">The gateway does not let this caller in.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(Uri rest, GatewayCredential credential, CancellationToken cancellationToken)
    {
        using var http = GatewayHttp.Create();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{rest.AbsoluteUri.TrimEnd('/')}/v1/models");
        await credential.ApplyAsync(request, default);
        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode) throw NativeWire.ErrorOf((int)response.StatusCode, body);
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. document.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];
        }
        catch (Exception strange) when (strange is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GatewayException("unknown", $"{rest} answers, but not as a gateway does.", innerException: strange);
        }
    }
}
