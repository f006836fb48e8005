using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Hosts and origins that a stack names anywhere: its domains, its services, the pages that it lets in.</summary>
internal sealed class StackNames
{
    private readonly string _text;

    private StackNames(string text) => _text = text;

    /// <summary>Pages of any origin may call the stack's API.</summary>
    public bool AnyOrigin => _text.Contains("\"method.response.header.Access-Control-Allow-Origin\":\"'*'\"", StringComparison.OrdinalIgnoreCase);

    public static StackNames Of(ResolvedStack stack) => new(string.Join('\n', stack.Resources.Select(resource => TextOf(stack, resource))));

    /// <summary>Whether a name stands there as a whole.</summary>
    public bool Has(string name)
    {
        for (var at = 0; name.Length > 0 && (at = _text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            if ((at == 0 || !IsOfName(_text[at - 1])) && (at + name.Length == _text.Length || !IsOfName(_text[at + name.Length]))) return true;
        return false;
    }

    private static string TextOf(ResolvedStack stack, TemplateResource resource)
    {
        try
        {
            return stack.PropertiesOf(resource).ToJsonString(Plain);
        }
        catch (TemplateException)
        {
            // What can't be resolved names nothing; who needs it says so.
            return "";
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool IsOfName(char character) => char.IsLetterOrDigit(character) || character is '.' or '-' or ':';
}
