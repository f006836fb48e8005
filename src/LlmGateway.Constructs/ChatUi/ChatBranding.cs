using System.Text.RegularExpressions;
using Amazon.CDK;

namespace LlmGateway.Constructs;

/// <summary>How a page looks.</summary>
public sealed partial record ChatBranding
{
    /// <summary>Name in the header and in the browser's tab. Default: <c>Chat</c>.</summary>
    public string Title { get; init; } = "Chat";

    /// <summary>Address of a picture, such as <c>https://static.example.com/logo.svg</c>. Default: the page's own.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>Colour of buttons and links in the light look: <c>#rrggbb</c>. Default: the page's own.</summary>
    public string? Accent { get; init; }

    /// <summary>The same in the dark look. Default: the page's own.</summary>
    public string? AccentDark { get; init; }

    /// <summary>Suggestions of an empty chat, as texts, or with the scope that each is asked in; four are shown. Default: none.</summary>
    public IReadOnlyList<ChatPrompt> Prompts { get; init; } = [];

    /// <summary>A line of plain text below the input. Default: none.</summary>
    public string? Footer { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(Title)}", !string.IsNullOrWhiteSpace(Title), "is empty", "Give the page a name, or leave it out");
        mistakes.Check($"{property}.{nameof(LogoUrl)}", LogoUrl is null || Token.IsUnresolved(LogoUrl) || Uri.TryCreate(LogoUrl, UriKind.Absolute, out var uri) && uri.Scheme == "https",
            $"is '{LogoUrl}'", "Use an address that begins with https://");
        CheckColour(mistakes, $"{property}.{nameof(Accent)}", Accent);
        CheckColour(mistakes, $"{property}.{nameof(AccentDark)}", AccentDark);
        mistakes.Check($"{property}.{nameof(Prompts)}", Prompts is not null && !Prompts.Any(prompt => string.IsNullOrWhiteSpace(prompt?.Text)), "has an empty one", "Leave it out");
        mistakes.Check($"{property}.{nameof(Prompts)}", Prompts?.Any(prompt => prompt?.Scope is { } scope && string.IsNullOrWhiteSpace(scope)) is not true, "has one with an empty scope", "Name a scope, such as \"node-42\", or leave it out");
    }

    private static void CheckColour(Mistakes mistakes, string property, string? colour) =>
        mistakes.Check(property, colour is null || Token.IsUnresolved(colour) || ColourPattern().IsMatch(colour), $"is '{colour}'", "Use #rrggbb, such as \"#0f6cbd\"");

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex ColourPattern();
}
