namespace LlmGateway.Testing;

/// <summary>A lock between test processes: work that must be done once (npm ci, an AOT publish) is done by whoever enters first.</summary>
public static class FileGate
{
    /// <summary>Waits until no other process holds <paramref name="path"/>; disposing lets the next one in, and so does the process's end.</summary>
    public static async Task<IDisposable> EnterAsync(string path)
    {
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Held by another process: the operating system gives no event for its release.
                await retry.WaitForNextTickAsync();
            }
        }
    }
}
