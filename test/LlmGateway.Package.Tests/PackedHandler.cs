using System.IO.Compression;
using System.Runtime.InteropServices;
using LlmGateway.Testing;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Package.Tests;

/// <summary>A native handler, unzipped twice: out of the package, then out of the zip that Lambda gets. An arm64 one runs under qemu on x86_64.</summary>
public sealed class PackedHandler : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("packed-handler-").FullName;

    public PackedHandler()
    {
        Arm64 = Extract("linux-arm64.zip");
        X64 = Extract("linux-x64.zip");
    }

    internal HandlerProgram Arm64 { get; }

    internal HandlerProgram X64 { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private HandlerProgram Extract(string name)
    {
        using var zip = new ZipArchive(new MemoryStream(Packages.Read(Packages.Constructs, $"handler/{name}")));
        var target = Path.Combine(folder, Path.GetFileNameWithoutExtension(name));
        zip.ExtractToDirectory(target);
        var bootstrap = Path.Combine(target, "bootstrap");
        var isOwn = name.Contains("arm64", StringComparison.Ordinal) == (RuntimeInformation.OSArchitecture == Architecture.Arm64);
        // The loader and the glibc that the cross compiler brought, and the OpenSSL that eng/install-toolchain.sh unpacked. Beside another arm64 glibc on this
        // machine, the path keeps loader and glibc together.
        var libraries = "/usr/aarch64-linux-gnu/lib:" + Path.Combine(Repository.Root, "artifacts", "arm64-libraries");
        return isOwn
            ? HandlerProgram.Native(bootstrap)
            : new HandlerProgram("qemu-aarch64-static", ["-L", "/usr/aarch64-linux-gnu", "-E", $"LD_LIBRARY_PATH={libraries}", bootstrap]);
    }
}
