namespace EnterpriseChat;

/// <summary>Settings that can't be: all mistakes, a line each.</summary>
internal sealed class SettingsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes));
