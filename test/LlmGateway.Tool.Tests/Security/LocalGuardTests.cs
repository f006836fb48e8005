using LlmGateway.Tool.Local;

namespace LlmGateway.Tool.Tests.Security;

/// <summary>Who may use what runs on a developer's machine: nobody's page, by whichever name it finds it.</summary>
public sealed class LocalGuardTests
{
    private static readonly LocalGuard Guard = new(name => name is "chat.example.com" or "https://chat.example.com");

    [Theory]
    // Hosts.
    [InlineData("127.0.0.1", null, "POST", false, true)]
    [InlineData("127.8.9.1", null, "GET", false, true)]
    [InlineData("[::1]", null, "POST", false, true)]
    [InlineData("localhost", null, "POST", false, true)]
    [InlineData("LOCALHOST", null, "POST", false, true)]
    [InlineData("abc123.localhost", null, "POST", false, true)]
    [InlineData("chat.example.com", null, "POST", false, true)]
    [InlineData("evil.example", null, "GET", false, false)]
    [InlineData("localhost.evil.example", null, "GET", false, false)]
    [InlineData("127.0.0.1.evil.example", null, "GET", false, false)]
    [InlineData("10.0.0.7", null, "GET", false, false)]
    [InlineData("0.0.0.0", null, "GET", false, false)]
    [InlineData("", null, "GET", false, false)]
    // Origins.
    [InlineData("127.0.0.1", "http://localhost:5173", "POST", false, true)]
    [InlineData("127.0.0.1", "http://127.0.0.1:3000", "DELETE", false, true)]
    [InlineData("127.0.0.1", "https://chat.example.com", "POST", false, true)]
    [InlineData("127.0.0.1", "https://evil.example", "GET", false, true)]
    [InlineData("127.0.0.1", "https://evil.example", "OPTIONS", false, true)]
    [InlineData("127.0.0.1", "https://evil.example", "POST", false, false)]
    [InlineData("127.0.0.1", "https://evil.example", "PUT", false, false)]
    [InlineData("127.0.0.1", "https://evil.example", "GET", true, false)]
    [InlineData("127.0.0.1", "https://chat.example.com.evil.example", "POST", false, false)]
    [InlineData("127.0.0.1", "http://localhost.evil.example", "POST", false, false)]
    [InlineData("127.0.0.1", "null", "POST", false, false)]
    [InlineData("127.0.0.1", "", "POST", false, false)]
    [InlineData("127.0.0.1", "http://localhost:5173", "GET", true, true)]
    [InlineData("127.0.0.1", null, "GET", true, true)]
    public void Only_this_machine_and_what_the_stack_names_come_in(string host, string? origin, string method, bool isUpgrade, bool admitted) =>
        (Guard.Refusal(host, origin, method, isUpgrade) is null).Should().Be(admitted);

    [Fact]
    public void A_key_is_made_once_and_is_its_users_alone()
    {
        var folder = Directory.CreateTempSubdirectory("llm-gateway-key-").FullName;
        try
        {
            var file = Path.Combine(folder, "below", "local.key");
            var keys = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ => Convert.ToHexString(LocalKey.Of(file))).ToList();

            keys.Distinct().Should().ContainSingle().Which.Should().HaveLength(64);
            Convert.ToHexString(LocalKey.Of(file)).Should().Be(keys[0]);
            Convert.ToHexString(LocalKey.Of(Path.Combine(folder, "other.key"))).Should().NotBe(keys[0]);
            Directory.GetFiles(Path.GetDirectoryName(file)!).Should().Equal(file);
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
