namespace LlmGateway.Tool.Local;

/// <summary>A folder of this run alone, gone with it.</summary>
internal sealed class ScratchFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("llm-gateway-").FullName;

    /// <summary>A folder in it, made when it isn't there.</summary>
    public string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
