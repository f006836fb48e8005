using Spectre.Console;

namespace LlmGateway.Tool.SignIn;

/// <summary>Passwords: asked for at a terminal, read from stdin elsewhere. Never from arguments, which others on the machine see.</summary>
internal static class PasswordInput
{
    /// <exception cref="SignInToolException">There is none.</exception>
    public static async Task<string> ReadAsync(string prompt, CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected) return await new TextPrompt<string>(prompt).Secret().ShowAsync(AnsiConsole.Console, cancellationToken);
        return await Console.In.ReadLineAsync(cancellationToken) is { Length: > 0 } line ? line : throw new SignInToolException("No password came on stdin: write it there as one line, or run this in a terminal.");
    }
}
