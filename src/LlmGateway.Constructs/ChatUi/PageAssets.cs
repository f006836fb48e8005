namespace LlmGateway.Constructs;

/// <summary>The page's built files, which travel beside the assembly.</summary>
internal static class PageAssets
{
    private const string FolderName = "chat-ui";

    /// <exception cref="InvalidOperationException">They are missing.</exception>
    public static string Find()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, FolderName);
        if (File.Exists(Path.Combine(folder, "index.html"))) return folder;
        throw new InvalidOperationException(
            $"The chat page's files are not in {folder}. Building the app puts them there: build again, and keep the folder '{FolderName}' beside the app's assemblies.");
    }
}
