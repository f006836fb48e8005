using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace LlmGateway.Core.Tokens;

/// <summary>The keys that an issuer publishes, fetched when one is missing, and kept.</summary>
/// <param name="http">Pooled connections.</param>
/// <param name="url">Of the JSON web key set.</param>
/// <param name="time">For the age of what is kept.</param>
internal sealed class KeySet(HttpMessageInvoker http, Uri url, TimeProvider time)
{
    private const int MostBytes = 256 * 1024;

    /// <summary>A withdrawn key counts no longer than this.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Made-up key ids can't have the set fetched more often than this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Kept? _kept;

    /// <returns>Null: the issuer has no such key.</returns>
    /// <exception cref="HttpRequestException">The set can't be had.</exception>
    public async Task<RSA?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_kept is { } kept && Suffices(kept, keyId)) return kept.Keys.GetValueOrDefault(keyId);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_kept is not { } now || !Suffices(now, keyId)) _kept = new Kept(await FetchAsync(cancellationToken), time.GetTimestamp());
            return _kept.Keys.GetValueOrDefault(keyId);
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool Suffices(Kept kept, string keyId) => time.GetElapsedTime(kept.Since) is var age && (age < Pause || age < Life && kept.Keys.ContainsKey(keyId));

    private async Task<Dictionary<string, RSA>> FetchAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{url} answered {(int)response.StatusCode}.");
            await response.Content.LoadIntoBufferAsync(MostBytes, either.Token);
            using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(either.Token), cancellationToken: either.Token);
            return Read(document.RootElement);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{url} did not answer within {Patience.TotalSeconds} s.");
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or CryptographicException)
        {
            throw new HttpRequestException($"{url} gave no set of keys.", malformed);
        }
    }

    private static Dictionary<string, RSA> Read(JsonElement set)
    {
        var keys = new Dictionary<string, RSA>(StringComparer.Ordinal);
        foreach (var key in set.GetProperty("keys"u8).EnumerateArray())
        {
            if (key.GetProperty("kty"u8).GetString() != "RSA" || key.TryGetProperty("use"u8, out var use) && use.GetString() != "sig") continue;
            keys[key.GetProperty("kid"u8).GetString()!] = RSA.Create(new RSAParameters
            {
                Modulus = Base64Url.DecodeFromChars(key.GetProperty("n"u8).GetString()),
                Exponent = Base64Url.DecodeFromChars(key.GetProperty("e"u8).GetString()),
            });
        }
        return keys;
    }

    private sealed record Kept(Dictionary<string, RSA> Keys, long Since);
}
