using System.Globalization;
using System.Text;

namespace LlmGateway.Core.Protocols;

/// <summary>Text that tells requests apart in the keys of the answer cache. Each part carries its length, so that no two lists of parts give one text.</summary>
internal sealed class KeyMaterial
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a named value.</summary>
    public KeyMaterial Add(string name, string value)
    {
        Part(name);
        Part(value);
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Part(string part) => _text.Append(CultureInfo.InvariantCulture, $"{part.Length}:").Append(part);
}
