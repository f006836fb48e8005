using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace LlmGateway.Package.Tests;

public sealed class ConstructsPackageTests
{
    [Fact]
    public void It_holds_what_it_should_and_nothing_else()
    {
        using var zip = ZipFile.OpenRead(Packages.Constructs);
        zip.Entries.Select(entry => entry.FullName).Where(name => !IsNuGetsOwn(name) && !name.StartsWith("chat-ui/", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "LlmGateway.Constructs.nuspec", "README.md", "icon.png", "buildTransitive/LlmGateway.Constructs.targets",
            "handler/linux-arm64.zip", "handler/linux-x64.zip", "lib/net10.0/LlmGateway.Constructs.dll", "lib/net10.0/LlmGateway.Constructs.xml");
    }

    [Fact]
    public void It_holds_the_chat_page_built()
    {
        using var zip = ZipFile.OpenRead(Packages.Constructs);
        var files = zip.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("chat-ui/", StringComparison.Ordinal)).ToList();

        files.Should().Contain("chat-ui/index.html").And.Contain(name => name.StartsWith("chat-ui/assets/") && name.EndsWith(".js")).And.NotContain(name => name.EndsWith(".ts") || name.EndsWith(".tsx") || name.EndsWith(".map"));
        var index = Encoding.UTF8.GetString(Packages.Read(Packages.Constructs, "chat-ui/index.html"));
        System.Text.RegularExpressions.Regex.Matches(index, "(?:src|href)=\"/(assets/[^\"]+)\"").Select(file => $"chat-ui/{file.Groups[1].Value}").Should().NotBeEmpty().And.BeSubsetOf(files);
    }

    [Fact]
    public void It_is_20_MB_at_most() => new FileInfo(Packages.Constructs).Length.Should().BeLessThanOrEqualTo(20_000_000);

    [Fact]
    public void It_says_what_it_is()
    {
        var metadata = XDocument.Parse(Encoding.UTF8.GetString(Packages.Read(Packages.Constructs, "LlmGateway.Constructs.nuspec")).TrimStart('\uFEFF')).Root!.Elements().Single();
        string? Field(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
        Field("license").Should().Be("MIT-0");
        Field("readme").Should().Be("README.md");
        Field("icon").Should().Be("icon.png");
        Field("description").Should().NotBeNullOrEmpty();
        metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => (string?)element.Attribute("id"))
            .Should().BeEquivalentTo("Amazon.CDK.Lib", "Amazon.JSII.Runtime", "Constructs");
    }

    [Theory]
    [InlineData("linux-arm64.zip")]
    [InlineData("linux-x64.zip")]
    public void A_handler_has_the_hash_that_the_assembly_records(string name)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Packages.Read(Packages.Constructs, $"handler/{name}")));
        Packages.Read(Packages.Constructs, "lib/net10.0/LlmGateway.Constructs.dll").AsSpan().IndexOf(Encoding.UTF8.GetBytes(hash)).Should().BePositive();
    }

    [Fact]
    public void A_handler_is_one_executable_that_anybody_may_start_and_carries_no_time()
    {
        foreach (var name in new[] { "linux-arm64.zip", "linux-x64.zip" })
        {
            using var zip = new ZipArchive(new MemoryStream(Packages.Read(Packages.Constructs, $"handler/{name}")));
            var bootstrap = zip.Entries.Should().ContainSingle().Subject;
            bootstrap.FullName.Should().Be("bootstrap");
            (bootstrap.ExternalAttributes >> 16 & 0x1FF).Should().Be(0x1ED, "mode 0755 lets Lambda start it");
            bootstrap.LastWriteTime.DateTime.Should().Be(new DateTime(1980, 1, 1));
        }
    }

    [Fact]
    public void The_symbols_are_those_of_the_assembly()
    {
        using var assembly = new PEReader(new MemoryStream(Packages.Read(Packages.Constructs, "lib/net10.0/LlmGateway.Constructs.dll")));
        var expected = assembly.ReadCodeViewDebugDirectoryData(assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView)).Guid;
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(
            new MemoryStream(Packages.Read(Packages.ConstructsSymbols, "lib/net10.0/LlmGateway.Constructs.pdb")));
        new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id).Guid.Should().Be(expected);
    }

    private static bool IsNuGetsOwn(string name) => name is "[Content_Types].xml" or "_rels/.rels" || name.StartsWith("package/", StringComparison.Ordinal);
}
