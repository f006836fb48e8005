using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>
/// Ids that tell where a response is kept: the conversation, which is named after its first request, the request itself, and an item's place in its output.
/// Servers of this protocol take ids of up to 64 characters, and clients send ours to them when they change models: a request's id is shortened, so that two fit.
/// </summary>
internal static class ResponseId
{
    private const string Prefix = "resp_";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Of 128 bits in <see cref="Digits"/>.</summary>
    private const int ShortLength = 22;

    /// <param name="conversation">Null: this request begins one.</param>
    /// <param name="request">By its short name.</param>
    public static string KeyOf(string? conversation, string request) => conversation is null ? request : $"{conversation}_{request}";

    /// <summary>The name of a request in these ids, and by which its response is kept; always the same for the same request.</summary>
    /// <param name="request">The gateway's id.</param>
    public static string ShortOf(string request)
    {
        if (Guid.TryParse(request, out var id)) return Written(ToNumber(id));
        return request.Length <= ShortLength && !request.Contains('_', StringComparison.Ordinal) ? request
            : Written(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(request))));
    }

    public static string Of(string key) => Prefix + key;

    public static string OfItem(string kind, string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{key}_{index}");

    /// <summary>Of an item that was sent without an id. By it no item of an output is found.</summary>
    public static string OfInput(string key, int index) => string.Create(CultureInfo.InvariantCulture, $"in_{key}_{index}i");

    /// <returns>Null: not of this gateway.</returns>
    public static (string Conversation, string Request)? Parse(string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        return id[Prefix.Length..].Split('_') switch
        {
            [{ Length: > 0 } only] => (only, only),
            [{ Length: > 0 } conversation, { Length: > 0 } request] => (conversation, request),
            _ => null,
        };
    }

    /// <returns>Null: not of this gateway.</returns>
    public static (string Conversation, string Request, int Index)? ParseItem(string id) => id.Split('_') switch
    {
        [_, { Length: > 0 } only, var index] when Number(index) is { } at => (only, only, at),
        [_, { Length: > 0 } conversation, { Length: > 0 } request, var index] when Number(index) is { } at => (conversation, request, at),
        _ => null,
    };

    private static UInt128 ToNumber(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static string Written(UInt128 number) => string.Create(ShortLength, number, static (text, left) =>
    {
        for (var index = text.Length - 1; index >= 0; index--)
        {
            (left, var digit) = UInt128.DivRem(left, (UInt128)Digits.Length);
            text[index] = Digits[(int)digit];
        }
    });

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
