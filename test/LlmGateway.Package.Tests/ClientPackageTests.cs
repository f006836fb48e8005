using System.IO.Compression;

namespace LlmGateway.Package.Tests;

public sealed class ClientPackageTests
{
    [Fact]
    public void It_holds_what_it_should_and_nothing_else()
    {
        using var zip = ZipFile.OpenRead(Packages.Client);
        zip.Entries.Select(entry => entry.FullName).Where(name => name is not ("[Content_Types].xml" or "_rels/.rels") && !name.StartsWith("package/", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "LlmGateway.Client.nuspec", "README.md", "icon.png",
            "lib/net10.0/LlmGateway.Client.dll", "lib/net10.0/LlmGateway.Client.xml", "lib/net8.0/LlmGateway.Client.dll", "lib/net8.0/LlmGateway.Client.xml");
    }
}
