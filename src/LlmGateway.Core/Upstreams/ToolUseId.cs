using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Core.Upstreams;

/// <summary>Tool ids as Bedrock and Anthropic take them: <c>[a-zA-Z0-9_-]{1,64}</c>. Another one becomes its hash, in the call and in its result alike.</summary>
internal static class ToolUseId
{
    private const int Longest = 64;

    public static string Of(string id) => Fits(id) ? id : "call_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    public static bool Fits(string id)
    {
        if (id.Length is 0 or > Longest) return false;
        foreach (var character in id)
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-')) return false;
        return true;
    }
}
