using System.Security.Cryptography;
using System.Text;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Serve;

/// <summary>A key that opens the gateway, and whom it stands for.</summary>
internal sealed class GatewayKey
{
    /// <summary>Shorter ones can be guessed.</summary>
    private const int LeastLength = 16;

    /// <summary>Longer ones are no keys of ours, and need not be compared.</summary>
    private const int MostBytes = 512;

    private readonly byte[] _value;

    private GatewayKey(string name, string value)
    {
        _value = Encoding.UTF8.GetBytes(value);
        Name = name;
        Caller = new CallerIdentity(HandlerContract.Subjects.ApiKeyPrefix + name);
    }

    public string Name { get; }

    /// <summary><c>key:NAME</c>, as API Gateway's keys have it: access rules and cache scopes work by it.</summary>
    public CallerIdentity Caller { get; }

    /// <exception cref="ServeException">The name can't be told in a log line, or the value can't be a key. The message never holds the value.</exception>
    public static GatewayKey Of(string name, string? value, string where)
    {
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            throw new ServeException($"--key: the name '{name}' may have letters, digits, '-', '_' and '.' alone.");
        if (string.IsNullOrWhiteSpace(value)) throw new ServeException($"{where} is empty: it must hold the key that callers send.");
        if (value.Any(letter => letter is <= ' ' or > '~')) throw new ServeException($"{where} holds a character that no HTTP header can carry; use letters, digits and signs without spaces.");
        if (value.Length > MostBytes) throw new ServeException($"{where} is longer than {MostBytes} characters.");
        if (value.Length < LeastLength) throw new ServeException($"{where} is shorter than {LeastLength} characters and could be guessed; openssl rand -hex 24 makes a good key.");
        return new GatewayKey(name, value);
    }

    /// <summary>Both open the gateway to the same callers.</summary>
    public bool IsSameAs(GatewayKey other) => CryptographicOperations.FixedTimeEquals(_value, other._value);

    /// <summary>Takes the same time whichever character is wrong.</summary>
    public bool Is(ReadOnlySpan<char> presented)
    {
        if (presented.Length > MostBytes) return false;
        Span<byte> bytes = stackalloc byte[MostBytes * 3];
        return CryptographicOperations.FixedTimeEquals(bytes[..Encoding.UTF8.GetBytes(presented, bytes)], _value);
    }
}
