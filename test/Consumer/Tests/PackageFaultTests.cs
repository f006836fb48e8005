using System.Diagnostics;
using System.Security.Cryptography;

namespace Consumer.Tests;

/// <summary>The app as it was built, with something wrong in what the package brought.</summary>
public sealed class PackageFaultTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("consumer-app-").FullName;

    public PackageFaultTests() => Copy(AppContext.BaseDirectory, folder);

    private string Arm64Zip => Path.Combine(folder, "handler", "linux-arm64.zip");

    [Fact]
    public async Task As_it_was_built_it_synthesizes_and_deploys_the_very_zip_of_the_package()
    {
        var (exitCode, errors) = await SynthesizeAsync();
        errors.Should().BeEmpty();
        exitCode.Should().Be(0);
        var expected = await SHA256.HashDataAsync(File.OpenRead(Arm64Zip));
        Directory.GetFiles(Path.Combine(folder, "cdk.out"), "asset.*.zip").Select(zip => SHA256.HashData(File.ReadAllBytes(zip)))
            .Should().ContainEquivalentOf(expected);
    }

    [Fact]
    public async Task The_page_that_it_deploys_is_the_packages_own()
    {
        var (_, errors) = await SynthesizeAsync();
        errors.Should().BeEmpty();
        var page = Directory.GetDirectories(Path.Combine(folder, "cdk.out"), "asset.*").Should().ContainSingle(asset => File.Exists(Path.Combine(asset, "index.html"))).Subject;
        Files(page).Should().Equal(Files(Path.Combine(folder, "chat-ui")));
    }

    [Fact]
    public async Task Without_the_page_it_says_what_is_missing_and_what_to_do()
    {
        File.Delete(Path.Combine(folder, "chat-ui", "index.html"));
        await ShouldFailAsync($"The chat page's files are not in {Path.Combine(folder, "chat-ui")}. Building the app puts them there: build again");
    }

    [Fact]
    public async Task Without_a_zip_it_says_which_is_missing_and_what_to_do()
    {
        File.Delete(Arm64Zip);
        await ShouldFailAsync($"The compiled handler {Arm64Zip} is missing. Building the app copies it there from the package LlmGateway.Constructs: build again");
    }

    [Fact]
    public async Task Another_zip_than_the_recorded_one_is_refused()
    {
        await File.AppendAllTextAsync(Arm64Zip, "one more line");
        await ShouldFailAsync($"The compiled handler {Arm64Zip} is not the one that the package LlmGateway.Constructs was built with (SHA-256 ");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task ShouldFailAsync(string message)
    {
        var (exitCode, errors) = await SynthesizeAsync();
        exitCode.Should().NotBe(0);
        errors.Should().Contain(message);
        Directory.GetFiles(Path.Combine(folder, "cdk.out"), "*.template.json").Should().BeEmpty("nothing half made may be deployed");
    }

    private async Task<(int ExitCode, string Errors)> SynthesizeAsync()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "App.dll")]) { RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["CDK_OUTDIR"] = Path.Combine(folder, "cdk.out");
        start.Environment["TMPDIR"] = temporary;
        start.Environment["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "20";
        using var app = Process.Start(start)!;
        var errors = await app.StandardError.ReadToEndAsync();
        await app.WaitForExitAsync();
        return (app.ExitCode, errors);
    }

    private static IEnumerable<(string Name, string Hash)> Files(string from) => Directory.GetFiles(from, "*", SearchOption.AllDirectories)
        .Select(file => (Path.GetRelativePath(from, file), Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))).Order();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
