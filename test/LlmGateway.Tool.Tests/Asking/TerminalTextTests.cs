using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Tests.Asking;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("Plain, with é and 🙂\n\tand lines\r\n", "Plain, with é and 🙂\n\tand lines\n")]
    [InlineData("\u001b]0;owned\u0007 and \u009b2J", "\uFFFD]0;owned\uFFFD and \uFFFD2J")]
    public void An_answer_commands_no_terminal(string said, string shown) => TerminalText.Safe(said).Should().Be(shown);
}
