using LlmGateway.Core.Aws;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Handler.GitHub;

/// <summary>The provider's secrets: what GitHub gave the OAuth app, and its own signing keys, which change.</summary>
internal sealed class ProviderSecrets(AwsServices aws, CredentialStore credentials, GitHubDocument document, TimeProvider time)
{
    /// <summary>The next key is published a whole rotation before it signs, so this may be long; it is short for the first minutes of a stack.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private (SigningKeys Keys, long Since)? _kept;

    public ValueTask<string> ClientSecretAsync(CancellationToken cancellationToken) => credentials.GetAsync(document.ClientSecret, cancellationToken);

    /// <returns>Null: none were made yet.</returns>
    public async Task<SigningKeys?> KeysAsync(CancellationToken cancellationToken)
    {
        if (_kept is { } kept && time.GetElapsedTime(kept.Since) < Life) return kept.Keys;
        if (SigningKeys.Parse(await aws.ReadSecretAsync(document.KeysArn, cancellationToken)) is not { } keys) return null;
        _kept = (keys, time.GetTimestamp());
        return keys;
    }
}
