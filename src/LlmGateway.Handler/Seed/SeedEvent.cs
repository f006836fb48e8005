using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Seed;

/// <summary>What CloudFormation wants of a custom resource.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html</remarks>
internal sealed record SeedEvent
{
    /// <summary><c>Create</c>, <c>Update</c> or <c>Delete</c>.</summary>
    public required string RequestType { get; init; }

    /// <summary>Where the outcome is awaited.</summary>
    public required Uri ResponseUrl { get; init; }

    public required string StackId { get; init; }
    public required string RequestId { get; init; }
    public required string LogicalResourceId { get; init; }

    /// <summary>Ours, chosen when the resource was made; null: it is being made.</summary>
    public string? PhysicalResourceId { get; init; }

    public required string Bucket { get; init; }
    public required string Key { get; init; }
    public required string File { get; init; }
    public required CacheDocument Cache { get; init; }

    /// <exception cref="InvalidDataException">It is no such event.</exception>
    public static SeedEvent Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            var properties = root.GetProperty("ResourceProperties");
            return new SeedEvent
            {
                RequestType = Text(root, nameof(RequestType)),
                ResponseUrl = new Uri(Text(root, "ResponseURL"), UriKind.Absolute),
                StackId = Text(root, nameof(StackId)),
                RequestId = Text(root, nameof(RequestId)),
                LogicalResourceId = Text(root, nameof(LogicalResourceId)),
                PhysicalResourceId = root.TryGetProperty(nameof(PhysicalResourceId), out var id) ? id.GetString() : null,
                Bucket = Text(properties, HandlerContract.Seeds.Bucket),
                Key = Text(properties, HandlerContract.Seeds.Key),
                File = Text(properties, HandlerContract.Seeds.File),
                Cache = JsonSerializer.Deserialize(Text(properties, HandlerContract.Seeds.Cache), GatewayDocumentJson.Default.CacheDocument)!,
            };
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            throw new InvalidDataException("The event is none of CloudFormation's for a file of answers.", wrong);
        }
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? throw new KeyNotFoundException();
}
