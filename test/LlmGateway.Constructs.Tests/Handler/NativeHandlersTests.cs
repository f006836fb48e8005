using System.Security.Cryptography;
using LlmGateway.Constructs.Handler;

namespace LlmGateway.Constructs.Tests.Handler;

public sealed class NativeHandlersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("native-handlers-").FullName;

    [Fact]
    public void A_build_from_source_has_none()
    {
        NativeHandlers.OfPackage.Recorded.Should().BeEmpty();
        NativeHandlers.OfPackage.Find("linux-arm64.zip").Should().BeNull();
    }

    [Fact]
    public void A_zip_with_the_recorded_hash_is_found()
    {
        var path = Path.Combine(folder, "linux-arm64.zip");
        File.WriteAllBytes(path, [1, 2, 3]);
        Recorded(Convert.ToHexString(SHA256.HashData([1, 2, 3]))).Find("linux-arm64.zip").Should().Be(path);
    }

    [Fact]
    public void A_missing_zip_is_named_with_the_way_out()
    {
        var find = () => Recorded("00").Find("linux-arm64.zip");
        find.Should().Throw<InvalidOperationException>().WithMessage(
            $"The compiled handler {Path.Combine(folder, "linux-arm64.zip")} is missing. Building the app copies it there from the package LlmGateway.Constructs: *");
    }

    [Fact]
    public void Another_zip_is_refused_with_both_hashes()
    {
        File.WriteAllBytes(Path.Combine(folder, "linux-arm64.zip"), []);
        var find = () => Recorded("00ff").Find("linux-arm64.zip");
        find.Should().Throw<InvalidOperationException>()
            .WithMessage("*is not the one*SHA-256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, expected 00ff*");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private NativeHandlers Recorded(string hash) => new(folder, new Dictionary<string, string> { ["linux-arm64.zip"] = hash });
}
