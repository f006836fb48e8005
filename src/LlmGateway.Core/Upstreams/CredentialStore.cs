using System.Collections.Concurrent;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams;

/// <summary>Keys of upstreams, from Secrets Manager, SSM or the environment: read once, kept for some minutes, and read anew when an upstream refuses one.</summary>
internal sealed class CredentialStore(AwsServices aws, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<CredentialDocument, Lazy<Task<Entry>>> _entries = new();

    /// <summary>The key.</summary>
    /// <exception cref="GatewayException">It can't be read.</exception>
    public async ValueTask<string> GetAsync(CredentialDocument credential, CancellationToken cancellationToken)
    {
        var reading = _entries.GetOrAdd(credential, Start);
        if (reading.Value is { IsCompletedSuccessfully: true, Result.ReadAt: var at } && time.GetUtcNow() - at > Keep && Forget(credential, reading))
            reading = _entries.GetOrAdd(credential, Start);
        try
        {
            return (await reading.Value.WaitAsync(cancellationToken)).Key;
        }
        catch (Exception failure) when (failure is AwsServiceException or HttpRequestException or InvalidDataException or JsonException)
        {
            Forget(credential, reading);
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, "The gateway could not read its key for this model server."), failure);
        }
    }

    /// <summary>An upstream refused <paramref name="key"/>: the next call reads anew. False: a newer one is known already.</summary>
    public bool Refresh(CredentialDocument credential, string key) =>
        _entries.TryGetValue(credential, out var reading) && reading.Value is { IsCompletedSuccessfully: true, Result: var entry } && entry.Key == key && Forget(credential, reading);

    private bool Forget(CredentialDocument credential, Lazy<Task<Entry>> reading) => _entries.TryRemove(new(credential, reading));

    // Whoever comes first reads for all who wait; a caller who leaves does not stop it.
    private Lazy<Task<Entry>> Start(CredentialDocument credential) => new(() => ReadAsync(credential));

    private async Task<Entry> ReadAsync(CredentialDocument credential)
    {
        var text = credential.Variable is { } variable ? aws.Variable(variable)
            : credential.SecretArn is { } arn ? await aws.ReadSecretAsync(arn, CancellationToken.None)
            : (await aws.ReadParametersAsync([credential.Parameter!], CancellationToken.None))[0];
        return new Entry(credential.Field is { } field ? Field(text, field) : text.Trim(), time.GetUtcNow());
    }

    private static string Field(string text, string field)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : throw new InvalidDataException($"The secret has no field '{field}'.");
    }

    private sealed record Entry(string Key, DateTimeOffset ReadAt);
}
