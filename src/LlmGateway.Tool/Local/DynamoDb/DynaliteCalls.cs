using System.Net.Http.Headers;
using System.Text;

namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>Calls of the local run's own to its DynamoDB: no caller's permissions are asked.</summary>
internal sealed class DynaliteCalls(DynaliteProcess dynalite)
{
    // Dynalite checks that a signature is there, not that it holds.
    private const string FormalSignature =
        "AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

    public async Task<(bool Succeeded, string Answer)> SendAsync(string operation, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, dynalite.Endpoint);
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/x-amz-json-1.0"));
        request.Headers.TryAddWithoutValidation("X-Amz-Target", $"DynamoDB_20120810.{operation}");
        request.Headers.TryAddWithoutValidation("Authorization", FormalSignature);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20000101T000000Z");
        using var response = await dynalite.Http.SendAsync(request, cancellationToken);
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
