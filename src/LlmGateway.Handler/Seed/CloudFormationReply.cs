using System.Text.Json;

namespace LlmGateway.Handler.Seed;

/// <summary>Tells CloudFormation how it went.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html</remarks>
internal sealed class CloudFormationReply(HttpMessageInvoker http)
{
    /// <summary>CloudFormation takes 4 KB in all.</summary>
    private const int MostReason = 2000;

    /// <param name="seed">What was wanted.</param>
    /// <param name="failure">Null: it went well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SendAsync(SeedEvent seed, string? failure, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("Status"u8, failure is null ? "SUCCESS" : "FAILED");
            if (failure is not null) json.WriteString("Reason"u8, failure.Length <= MostReason ? failure : failure[..MostReason]);
            // The same for ever: another one would have CloudFormation delete the first.
            json.WriteString("PhysicalResourceId"u8, seed.PhysicalResourceId ?? $"{seed.LogicalResourceId}-answers");
            json.WriteString("StackId"u8, seed.StackId);
            json.WriteString("RequestId"u8, seed.RequestId);
            json.WriteString("LogicalResourceId"u8, seed.LogicalResourceId);
            json.WriteEndObject();
        }
        // No content type: the URL was signed without one.
        using var request = new HttpRequestMessage(HttpMethod.Put, seed.ResponseUrl) { Content = new ByteArrayContent(body.ToArray()) };
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"CloudFormation's URL answered {(int)response.StatusCode}.");
    }
}
