using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Import;

/// <summary>Writes one item in DynamoDB's JSON, and counts its size as DynamoDB does.</summary>
/// <remarks>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html</remarks>
internal sealed class ItemBuffer
{
    public const int MostBytes = 400 * 1024;
    private const int MostKeyBytes = 2048;
    private const int MostDigits = 38;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _json;
    private long _size;

    public ItemBuffer() => _json = new Utf8JsonWriter(_bytes, JsonWriting.Options);

    public void Begin()
    {
        _bytes.ResetWrittenCount();
        _json.Reset();
        _size = 0;
        _json.WriteStartObject();
    }

    /// <exception cref="RowException">It is larger than an item may be.</exception>
    public ReadOnlyMemory<byte> End()
    {
        _json.WriteEndObject();
        _json.Flush();
        if (_size > MostBytes) throw new RowException($"is an item of {_size.ToString(CultureInfo.InvariantCulture)} bytes; DynamoDB takes {MostBytes.ToString(CultureInfo.InvariantCulture)} at most");
        return _bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="RowException">It is no key.</exception>
    public void Key(string name, string key)
    {
        if (key.Length == 0) throw new RowException($"has an empty {name}");
        if (Encoding.UTF8.GetByteCount(key) > MostKeyBytes) throw new RowException($"has a {name} of more than {MostKeyBytes} bytes");
        Text(name, key);
    }

    public void Text(string name, string text)
    {
        Name(name);
        String(text);
    }

    public void Number(string name, long number)
    {
        Name(name);
        Number(number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Plain JSON, types kept.</summary>
    public void Plain(string name, JsonElement value)
    {
        Name(name);
        Plain(value);
    }

    /// <summary>A value that is in DynamoDB's JSON already.</summary>
    public void Typed(string name, JsonElement value)
    {
        Name(name);
        Typed(value);
    }

    private void Name(string name)
    {
        _size += Encoding.UTF8.GetByteCount(name);
        _json.WritePropertyName(name);
    }

    private void String(string text)
    {
        _size += Encoding.UTF8.GetByteCount(text);
        _json.WriteStartObject();
        _json.WriteString("S"u8, text);
        _json.WriteEndObject();
    }

    private void Number(string number)
    {
        var digits = number.AsSpan();
        var exponent = digits.IndexOfAny('e', 'E');
        if (exponent >= 0) digits = digits[..exponent];
        var significant = 0;
        foreach (var one in digits.TrimStart("-0.").ToString()) significant += char.IsAsciiDigit(one) ? 1 : 0;
        if (significant > MostDigits) throw new RowException($"has a number of {significant} digits; DynamoDB keeps {MostDigits}");
        _size += (significant + 1) / 2 + 2;
        _json.WriteStartObject();
        _json.WriteString("N"u8, number);
        _json.WriteEndObject();
    }

    private void Plain(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: String(value.GetString()!); return;
            case JsonValueKind.Number: Number(value.GetRawText()); return;
        }
        _json.WriteStartObject();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                _size += 3;
                _json.WriteStartObject("M"u8);
                foreach (var member in value.EnumerateObject())
                {
                    _size += 1;
                    Plain(member.Name, member.Value);
                }
                _json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                _size += 3;
                _json.WriteStartArray("L"u8);
                foreach (var one in value.EnumerateArray())
                {
                    _size += 1;
                    Plain(one);
                }
                _json.WriteEndArray();
                break;
            case JsonValueKind.Null:
                _size += 1;
                _json.WriteBoolean("NULL"u8, true);
                break;
            default:
                _size += 1;
                _json.WriteBoolean("BOOL"u8, value.GetBoolean());
                break;
        }
        _json.WriteEndObject();
    }

    private void Typed(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1)
            throw new RowException("has an Item with a value that is not in DynamoDB's JSON, such as {\"S\": \"text\"}");
        // Its size is at most that of its JSON; what DynamoDB counts less there, no limit needs exactly.
        _size += Encoding.UTF8.GetByteCount(value.GetRawText()) - 7;
        value.WriteTo(_json);
    }
}
