namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page's own tests, by its own runner.</summary>
public sealed class PageUnitTests
{
    [Fact]
    public async Task The_pages_own_tests_pass()
    {
        await PageBuild.EnsureAsync();
        var result = await PageBuild.NpmAsync("test");

        result.ExitCode.Should().Be(0, result.StandardOutput + result.StandardError);
    }
}
