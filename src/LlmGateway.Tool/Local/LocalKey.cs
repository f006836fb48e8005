using System.Security.Cryptography;
using System.Text;

namespace LlmGateway.Tool.Local;

/// <summary>
/// The secret from which this machine's local runs make all others, so that they are the same at every start and nobody elsewhere can know them: random, in a
/// file that its user alone can read. Deleting the file makes new ones.
/// </summary>
internal static class LocalKey
{
    private const int Length = 32;

    private static readonly Lazy<byte[]> Key = new(Read);

    /// <summary>Bytes that follow from the key and a purpose.</summary>
    public static byte[] Derive(string purpose) => HMACSHA512.HashData(Key.Value, Encoding.UTF8.GetBytes(purpose));

    /// <summary>Letters of an alphabet that follow from the key and a purpose.</summary>
    public static string Text(string purpose, string alphabet, int length)
    {
        var text = new StringBuilder(length);
        for (var block = 0; text.Length < length; block++)
            foreach (var value in Derive($"{purpose}/{block}").Take(length - text.Length)) text.Append(alphabet[value % alphabet.Length]);
        return text.ToString();
    }

    private static byte[] Read()
    {
        var folder = Environment.GetEnvironmentVariable("LLM_GATEWAY_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "llm-gateway");
        return Of(Path.Combine(folder, "local.key"));
    }

    /// <summary>The key that a file holds; where there is none, a new one.</summary>
    internal static byte[] Of(string file)
    {
        if (Known(file) is { } known) return known;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var made = RandomNumberGenerator.GetBytes(Length);
        var draft = $"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options)) stream.Write(made);
        try
        {
            File.Move(draft, file);
        }
        catch (IOException)
        {
            // Another run was first: its key is the machine's.
            File.Delete(draft);
        }
        return Known(file) ?? made;
    }

    private static byte[]? Known(string file) => File.Exists(file) && File.ReadAllBytes(file) is { Length: Length } key ? key : null;
}
